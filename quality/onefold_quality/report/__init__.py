"""The run's report: one self-contained HTML file, without network, scripts or personal data."""
