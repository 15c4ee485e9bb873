"""The structure of a CloudWatch dashboard's body (CloudWatch API Reference, "Dashboard body structure and syntax")."""
WIDTH = 24
TYPES = {"metric", "log", "text", "alarm", "explorer"}
VIEWS = {"timeSeries", "singleValue", "gauge", "bar", "pie", "table"}
OPTIONS = {"color", "expression", "id", "label", "period", "region", "stat", "visible", "yAxis", "accountId"}


def problems(body):
    if unknown := set(body) - {"widgets", "start", "end", "periodOverride", "variables"}:
        yield f"unknown members {sorted(unknown)}"
    widgets = body.get("widgets", [])
    if not widgets or len(widgets) > 500:
        yield f"{len(widgets)} widgets"
    for number, widget in enumerate(widgets):
        for text in of_widget(widget):
            yield f"widgets[{number}]: {text}"


def of_widget(widget):
    if unknown := set(widget) - {"type", "x", "y", "width", "height", "properties"}:
        yield f"unknown members {sorted(unknown)}"
    if widget.get("type") not in TYPES:
        yield f"type is {widget.get('type')!r}"
    width, height, x = widget.get("width", 6), widget.get("height", 6), widget.get("x", 0)
    if not (1 <= width <= WIDTH and 1 <= height <= 1000 and 0 <= x <= WIDTH - width):
        yield f"does not fit: x {x}, width {width}, height {height}"
    properties = widget.get("properties") or {}
    if widget.get("type") == "metric":
        yield from of_metric(properties)
    elif widget.get("type") == "log" and not ("query" in properties and "region" in properties):
        yield "a log widget has a query and a region"
    elif widget.get("type") == "text" and not properties.get("markdown"):
        yield "a text widget has markdown"
    elif widget.get("type") == "alarm" and not properties.get("alarms"):
        yield "an alarm widget has alarms"


def of_metric(properties):
    if properties.get("view", "timeSeries") not in VIEWS:
        yield f"view is {properties['view']!r}"
    if "region" not in properties:
        yield "has no region"
    if not properties.get("metrics") and not properties.get("annotations", {}).get("alarms"):
        yield "shows neither metrics nor an alarm"
    for metric in properties.get("metrics", []):
        options = metric[-1] if metric and isinstance(metric[-1], dict) else {}
        names = metric[:-1] if options else metric
        if unknown := set(options) - OPTIONS:
            yield f"{metric}: unknown options {sorted(unknown)}"
        if "expression" in options:
            if names:
                yield f"{metric}: an expression beside a metric"
        elif len(names) < 2 or len(names) % 2 or not all(isinstance(n, str) and n for n in names):
            yield f"{metric}: a metric is a namespace, a name, and pairs of dimensions"
