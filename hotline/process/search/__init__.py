"""Ticket search (工单检索): full text over tickets, replies and conversations, for who may list them."""
