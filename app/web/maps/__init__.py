"""地图: an indicator over the parts of an area, from county down to the list of households."""
