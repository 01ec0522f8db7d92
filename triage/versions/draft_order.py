"""The order of a draft's entries of one kind: first, second, third, without gaps."""

from triage.models.content import VersionContent


def place_of(entry: VersionContent) -> int:
    """Its place among its kind; 1 is the first. For a new one, the place after the last."""
    siblings = _keys(entry)
    return siblings.index(entry.pk) + 1 if entry.pk in siblings else len(siblings) + 1


def put_at(entry: VersionContent, place: int) -> None:
    """Give the entry this place, and number all others around it anew. Run it in the transaction that saves."""
    others = [pk for pk in _keys(entry) if pk != entry.pk]
    at = min(max(place - 1, 0), len(others))
    model = type(entry)
    orders = dict(model._default_manager.filter(version_id=entry.version_id).values_list("pk", "order"))
    for order, pk in enumerate([*others[:at], entry.pk, *others[at:]]):
        if orders.get(pk) != order:
            model._default_manager.filter(pk=pk).update(order=order)


def _keys(entry: VersionContent) -> list[int]:
    same_kind = type(entry)._default_manager.filter(version_id=entry.version_id)
    return list(same_kind.order_by("order", "pk").values_list("pk", flat=True))
