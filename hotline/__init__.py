"""The roof: the ticket (工单) and the procedure (流程) around it."""
