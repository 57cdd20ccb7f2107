"""The room of service items (服务事项): the catalogue as its owners send it, every version kept."""
