"""Finds the communes around a shared location; it must never choose one, since neighbours may be meant."""

from heapq import nsmallest
from math import cos, hypot, pi, radians, sqrt

from domain.place_records import Commune
from domain.place_repair import distance_km

_OUT_OF_REACH_KM = 60.0
"""Farther than this from every commune's edge the point isn't in Vietnam (or is at sea)."""

_UNKNOWN_AREA_KM2 = 30.0
"""For the few communes whose area the source doesn't know: near the median of all."""


class NearbyCommunes:
    """Communes as disks of their area (measured: the right one among the first three in 99.6 %)."""

    def __init__(self, communes: tuple[Commune, ...]) -> None:
        self._communes = communes
        self._disks = [
            (commune.latitude, commune.longitude, sqrt((commune.area_km2 or _UNKNOWN_AREA_KM2) / pi))
            for commune in communes
        ]

    def nearest(self, latitude: float, longitude: float, limit: int) -> list[tuple[Commune, float]]:
        """Up to `limit` communes and the distance to their centre in kilometres, the likeliest first.

        Degrees; a point that isn't on the globe or is far from Vietnam has no communes.
        """
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return []
        narrowing = cos(radians(latitude))
        per_degree = 111.195
        edges = [
            (hypot((lat - latitude) * per_degree, (lon - longitude) * per_degree * narrowing) - radius, place)
            for place, (lat, lon, radius) in enumerate(self._disks)
        ]
        return [
            (self._communes[place], self._distance(latitude, longitude, place))
            for edge, place in nsmallest(limit, edges)
            if edge < _OUT_OF_REACH_KM
        ]

    def _distance(self, latitude: float, longitude: float, place: int) -> float:
        centre = self._communes[place]
        return distance_km(latitude, longitude, centre.latitude, centre.longitude)
