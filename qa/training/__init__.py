"""How the packaged reader was trained; an optional extra that the product never imports."""
