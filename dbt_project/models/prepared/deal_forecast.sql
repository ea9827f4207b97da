{#
    Every deal that was open on a forecast day, with the chance that it would be won within 30, 60 and 90 days as known
    then, and whether it was. The narrowest rate there is counts; where history says nothing at all, nothing is known.
#}
{# Read twice, a day or sums of it: as a table it would be among the largest. #}
{{ config(materialized='view') }}
with forecast_days as (

    select * from {{ ref('onefold', 'forecast_day') }}

),

standing as (

    select
        forecast_days.day,
        forecast_days.known_until,
        forecast_days.is_last,
        states.*,
        case
            when states.from_at <= forecast_days.known_until - interval '90 days' then 90
            when states.from_at <= forecast_days.known_until - interval '30 days' then 30
            else 0
        end as aged
    from forecast_days
    inner join {{ ref('onefold', 'deal_state') }} as states
        on
            forecast_days.known_until > states.from_at
            and (states.left_at is null or forecast_days.known_until <= states.left_at)

),

rates as (

    select * from {{ ref('onefold', 'win_rate') }}

),

wider as (

    select
        day,
        horizon,
        aged,
        place,
        max(stage_rate) as win_rate
    from rates
    group by day, horizon, aged, place

),

widest as (

    select
        day,
        horizon,
        aged,
        max(time_rate) as win_rate
    from rates
    group by day, horizon, aged

),

of_all as (

    select
        day,
        horizon,
        max(all_rate) as win_rate
    from rates
    group by day, horizon

),

horizons as (

    {% for horizon in [30, 60, 90] -%}
    select {{ horizon }} as horizon
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    standing.day,
    standing.is_last,
    horizons.horizon,
    standing.deal,
    standing.stage,
    standing.place,
    standing.from_at,
    standing.company,
    standing.department,
    standing.product,
    standing.amount_base,
    cast(
        coalesce(rates.win_rate, wider.win_rate, widest.win_rate, of_all.win_rate) as decimal(9, 4)
    ) as win_rate,
    coalesce(
        standing.won_at <= standing.known_until + horizons.horizon * interval '1 day', false
    ) as is_won
from standing
cross join horizons
left join rates
    on
        standing.day = rates.day
        and horizons.horizon = rates.horizon
        and standing.aged = rates.aged
        and standing.place = rates.place
        and standing.department = rates.department
        and standing.company = rates.company
left join wider
    on
        standing.day = wider.day
        and horizons.horizon = wider.horizon
        and standing.aged = wider.aged
        and standing.place = wider.place
left join widest
    on standing.day = widest.day and horizons.horizon = widest.horizon and standing.aged = widest.aged
left join of_all on standing.day = of_all.day and horizons.horizon = of_all.horizon
