"""What every stage shares: domain, records, ports, the completion protocol and its adapters."""
