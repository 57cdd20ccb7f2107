"""The citizen's side (市民门户): ask, submit, track, rate – without an account."""
