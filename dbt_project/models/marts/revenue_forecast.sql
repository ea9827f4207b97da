{#
    What the next 30, 60 and 90 days are expected to bring, for all, by company, department and product, against the goals
    of those days: open deals weighted by their chance by history, and deals still to come. `declared_base` is what the
    chances that sales wrote down would give.
#}
with cells as (

    select cells.*
    from {{ ref('onefold', 'forecast_cell') }} as cells
    inner join {{ ref('onefold', 'last_day') }} as last_days on cells.day = last_days.day

),

declared as (

    {% for horizon in [30, 60, 90] -%}
    select
        as_of as day,
        {{ horizon }} as horizon,
        company,
        department,
        product,
        sum(cast(round(amount_base * declared_probability, 2) as decimal(18, 2))) as declared_base
    from {{ ref('onefold', 'open_deal') }}
    where closes_on is null or closes_on <= as_of + {{ horizon }}
    group by as_of, company, department, product
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

joined as (

    select
        cells.*,
        declared.declared_base
    from cells
    left join declared
        on
            cells.horizon = declared.horizon
            and cells.company = declared.company
            and cells.department = declared.department
            and cells.product = declared.product

),

goals as (

    select * from {{ ref('onefold', 'forecast_goal') }}

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
        sum(declared_base) as declared_base,
        sum(new_base) as new_base
    from joined
    group by day, horizon{% for dimension in kept %}, {{ dimension }}{% endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    ---------- ids
    levels.level,
    levels.company,
    levels.department,
    levels.product,
    cast(levels.horizon as bigint) as days,

    ---------- numerics
    cast(levels.open_deals as bigint) as open_deals,
    cast(levels.open_base as decimal(18, 2)) as open_base,
    cast(levels.weighted_base as decimal(18, 2)) as weighted_base,
    cast(levels.new_base as decimal(18, 2)) as new_base,
    cast(levels.weighted_base + levels.new_base as decimal(18, 2)) as forecast_base,
    cast(levels.declared_base as decimal(18, 2)) as declared_base,
    cast(goals.goal_base as decimal(18, 2)) as goal_base,
    cast(levels.weighted_base + levels.new_base - goals.goal_base as decimal(18, 2)) as ahead_base,
    cast(
        {{ ratio('levels.weighted_base + levels.new_base', 'nullif(goals.goal_base, 0)', 4) }} as decimal(18, 4)
    ) as attained,

    ---------- dates and timestamps
    levels.day as as_of,
    levels.day + cast(levels.horizon as integer) as until
from levels
left join goals
    on
        levels.level = goals.level
        and levels.horizon = goals.horizon
        and levels.company = goals.company
        and levels.department = goals.department
        and levels.product = goals.product
