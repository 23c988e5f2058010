"""What chat clients read: one module a protocol, each a pure function of an `Answer`."""
