"""The form of how a household lives: house, water, road, settlement, land, industry."""

from typing import Any

from app.domain.clock import today
from app.web.households.forms import RegistryForm, of

#: In the order of the page: heading key -> fields.
SECTIONS: dict[str, tuple[str, ...]] = {
    "house": (
        "surveyed_on", "house_tenure", "house_level", "house_is_dangerous", "house_structure", "house_area_m2",
        "house_built_year", "house_repair", "house_repaired_on",
    ),
    "move": ("move_wish", "move_mode", "relocation", "settle_mode", "settle_place", "relocated_on"),
    "water": (
        "water_is_safe", "water_is_hard", "water_source", "water_amount", "water_quality", "water_convenience",
        "water_reliability",
    ),
    "comfort": (
        "has_power", "has_production_power", "has_tv", "toilet", "surroundings", "fuel", "fuels", "road_kind",
        "road_is_hardened", "road_km", "market_km",
    ),
    "land": (
        "land_crop_mu", "land_irrigated_mu", "land_forest_mu", "land_converted_mu", "land_fruit_mu",
        "land_grass_mu", "water_area_mu",
    ),
    "work": (
        "planting", "grain_kg", "pigs", "cattle", "sheep", "poultry", "industry", "industry_organisation",
        "industry_income_fen", "in_cooperative", "led_by_firm", "firm_income_fen", "led_by_person",
        "in_mutual_fund", "mutual_fund_fen", "school_debt_fen",
    ),
}  # fmt: skip
#: More than any household has; what looks wrong below that is said while typing.
_MOST: dict[str, int] = {
    "house_area_m2": 2000,
    "road_km": 200,
    "market_km": 200,
    "fuels": 3,
    "grain_kg": 100_000,
    "poultry": 100_000,
    **dict.fromkeys(("pigs", "cattle", "sheep", *SECTIONS["land"]), 10_000),
    **dict.fromkeys(
        ("industry_income_fen", "firm_income_fen", "mutual_fund_fen", "school_debt_fen"), 10_000_000
    ),
}
_LIMITS: dict[str, dict[str, Any]] = {
    "surveyed_on": {"default": today},
    "house_built_year": {"least": 1900, "most": 2100},
    **{key: {"most": most} for key, most in _MOST.items()},
}


class _Changes(RegistryForm):
    def changes(self) -> dict[str, Any]:
        """Columns as the service takes them."""
        return self.values()


_FIELDS = [key for keys in SECTIONS.values() for key in keys]
#: How the household lives; the fields follow the dictionary of the register.
LivingForm: Any = type(
    "LivingForm", (_Changes,), {key: of("living_condition", key, **_LIMITS.get(key, {})) for key in _FIELDS}
)
