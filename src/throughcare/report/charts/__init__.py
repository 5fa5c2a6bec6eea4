"""Charts as SVG, drawn here: no script, no request, no package. Each takes ready numbers and knows nothing of where they came from."""
