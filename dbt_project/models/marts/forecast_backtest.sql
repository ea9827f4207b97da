{#
    The forecast as it would have been made on the first of each past month, with what was known by then, and what came
    in the 30, 60 and 90 days after it. Only days whose time has run are here; a deal's amount is today's, since no
    source keeps the earlier ones.
#}
with forecast_days as (

    select forecast_days.*
    from {{ ref('onefold', 'forecast_day') }} as forecast_days
    where not forecast_days.is_last

),

last_days as (

    select * from {{ ref('onefold', 'last_day') }}

),

cells as (

    select cells.*
    from {{ ref('onefold', 'forecast_cell') }} as cells
    inner join forecast_days on cells.day = forecast_days.day
    cross join last_days
    where cells.day + cast(cells.horizon as integer) <= last_days.day

),

levels as (

    {% for level, kept in forecast_levels() -%}
    select
        {{ level_columns(level, kept) }},
        day,
        horizon,
        sum(open_deals) as open_deals,
        sum(open_base) as open_base,
        sum(weighted_base) as weighted_base,
        sum(new_base) as new_base,
        sum(came_open_base) as came_open_base,
        sum(came_new_base) as came_new_base
    from cells
    group by day, horizon{% for dimension in kept %}, {{ dimension }}{% endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    ---------- ids
    level,
    company,
    department,
    product,
    day as as_of,
    cast(horizon as bigint) as days,

    ---------- numerics
    cast(open_deals as bigint) as open_deals,
    cast(open_base as decimal(18, 2)) as open_base,
    cast(weighted_base as decimal(18, 2)) as weighted_base,
    cast(came_open_base as decimal(18, 2)) as came_open_base,
    cast(new_base as decimal(18, 2)) as new_base,
    cast(came_new_base as decimal(18, 2)) as came_new_base,
    cast(weighted_base + new_base as decimal(18, 2)) as forecast_base,
    cast(came_open_base + came_new_base as decimal(18, 2)) as came_base,
    cast(weighted_base + new_base - came_open_base - came_new_base as decimal(18, 2)) as error_base,
    cast(
        {{ ratio('weighted_base + new_base', 'nullif(came_open_base + came_new_base, 0)', 4) }} as decimal(18, 4)
    ) as forecast_by_came,

    ---------- dates and timestamps
    day + cast(horizon as integer) as until
from levels
