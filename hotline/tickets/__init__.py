"""The ticket (工单): its life cycle, clocks and log, and the only place that says who may see it."""
