"""The desk Kiểm tra: the presenter and its parts know no Qt; page.py and what it shows are widgets without a rule."""
