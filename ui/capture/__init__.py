"""Quét: paper becomes pages. Each page is durable before the next is asked for; then the reading starts beside the work."""
