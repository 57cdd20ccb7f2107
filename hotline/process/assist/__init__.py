"""Agent assist (坐席辅助): answers while the citizen speaks, and what the agent took of them."""
