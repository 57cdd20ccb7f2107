"""The staff socket (坐席实时通道): HTTP changes, the WebSocket tells."""
