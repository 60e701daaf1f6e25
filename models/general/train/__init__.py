"""Training: what the frozen parts say is cached, and what lies behind them is trained on that."""
