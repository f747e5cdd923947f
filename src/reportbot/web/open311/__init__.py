"""Open311 GeoReport v2: public matters for anybody, reports from other systems that have a key."""
