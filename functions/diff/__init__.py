"""Comparing: sheets are matched, aligned and diffed; overlays and change lists come out."""
