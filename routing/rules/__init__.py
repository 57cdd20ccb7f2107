"""Rules before the model (规则): what raises an alarm, how rules are kept, tried out and exchanged."""
