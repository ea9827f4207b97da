{#
    The days that forecasts and scores are made on, each with the moment up to which all is known: the last day, and the
    first of each of the 36 months before it.
#}
with last_days as (

    select * from {{ ref('onefold', 'last_day') }}

),

firsts as (

    {% for back in range(36) -%}
    select
        cast({{ month_of('day') }} - interval '{{ back }} month' as date) as day,
        day as last_day
    from last_days
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    day,
    cast(day as timestamp) as known_until,
    false as is_last
from firsts
where day < last_day
union all
select
    day,
    cast(day + 1 as timestamp) as known_until,
    true as is_last
from last_days
