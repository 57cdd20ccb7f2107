"""The staff API of the procedure (流程接口): every router in one list."""

from hotline.process import api_actions, api_console, api_desk, api_export, api_tickets
from hotline.process.dispatching import api as api_dispatch
from hotline.process.dispatching import approval_api

ROUTERS = (
    api_export.router,  # before the page: its path would be read as a ticket's id
    api_tickets.router,
    api_actions.router,
    api_desk.router,
    api_console.router,
    api_dispatch.router,
    approval_api.router,
)
