"""Everything that the emulated AWS holds, for a test to compare: before and after, or after one way and another.

GET /testbed/inventory: {"SERVICE.REGION.TABLE": [key, …]}, out of the tables of moto's backends and of our own handlers. A table of tables
(security groups by VPC) is one: "VPC/GROUP".
"""
import sys

from emulator import ACCOUNT, Call


def marked(key, value):
    """The key, and what the entry is where AWS keeps such by its own doing."""
    if getattr(value, "_linked_service", None):
        return f"service-linked/{value.name}"
    return f"scheduled/{key}" if getattr(value, "deleted_date", None) else str(key)


def keys_of(table, depth=2):
    if isinstance(table, dict):
        for key, value in list(table.items()):
            if isinstance(value, dict) and depth > 1:
                yield from (f"{key}/{below}" for below in keys_of(value, depth - 1))
            else:
                yield marked(key, value)
    else:
        yield from (str(getattr(item, "id", None) or getattr(item, "name", None) or type(item).__name__) for item in list(table))


def backends():
    """(service, region, backend) of each that has been asked something, once: modules import each other's."""
    seen = set()
    for name, module in list(sys.modules.items()):
        parts = name.split(".")
        if len(parts) == 3 and parts[0] == "moto" and parts[2] == "models":
            for attribute, every in vars(module).items():
                if attribute.endswith("_backends") and isinstance(every, dict) and dict.__contains__(every, ACCOUNT):
                    for region, backend in list(dict.items(dict.__getitem__(every, ACCOUNT))):
                        if id(backend) not in seen:
                            seen.add(id(backend))
                            yield attribute.removesuffix("_backends"), region, backend


def inventory():
    tables = {}
    for service, region, backend in backends():
        for attribute, value in vars(backend).items():
            if isinstance(value, (dict, list, set)) and not attribute.startswith("_") and (keys := sorted(keys_of(value))):
                tables[f"{service}.{region}.{attribute}"] = keys
    for (service, region, kind), table in list(Call.stores.items()):
        if table:
            tables[f"{service}.{region}.{kind}"] = sorted(map(str, table))
    return tables
