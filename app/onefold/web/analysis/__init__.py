"""Pages that answer a question from the published marts: figures, charts, filters, and the rows behind them."""
