"""The procedure (流程): verbs in which the pillars meet."""
