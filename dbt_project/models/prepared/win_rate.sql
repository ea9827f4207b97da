{#
    How many of the deals that stood in a stage were won within 30, 60 and 90 days, as each forecast day knew it: by how
    long they had stood there (0, 30 or 90 days and more), by department and company. Only what had run its days by then
    counts. Few say little: every rate is drawn to the next wider one by 20 more deals of that rate (own department and
    company, then stage and time in it, then time in any stage, then all). Time goes before stage, because deals that
    stand still are seldom won wherever they stand.
#}
{%- set few = 20 -%}
with states as (

    select * from {{ ref('onefold', 'deal_state') }}

),

forecast_days as (

    select * from {{ ref('onefold', 'forecast_day') }}

),

samples as (

    {% for horizon in [30, 60, 90] -%}
    {%- set last_horizon = loop.last -%}
    {%- for aged in [0, 30, 90] -%}
    select
        {{ horizon }} as horizon,
        {{ aged }} as aged,
        place,
        department,
        company,
        from_at + interval '{{ aged + horizon }} days' as known_at,
        case when won_at <= from_at + interval '{{ aged + horizon }} days' then 1 else 0 end as won
    from states
    where left_at is null or left_at > from_at + interval '{{ aged }} days'
    {{ 'union all' if not (last_horizon and loop.last) }}
    {% endfor -%}
    {%- endfor %}
),

daily as (

    select
        horizon,
        aged,
        place,
        department,
        company,
        {{ utc_day('known_at') }} as known_on,
        count(*) as deals,
        sum(won) as won
    from samples
    group by horizon, aged, place, department, company, {{ utc_day('known_at') }}

),

counted as (

    select
        forecast_days.day,
        daily.horizon,
        daily.aged,
        daily.place,
        daily.department,
        daily.company,
        sum(daily.deals) as deals,
        sum(daily.won) as won
    from forecast_days
    inner join daily on forecast_days.known_until > daily.known_on
    group by
        forecast_days.day, daily.horizon, daily.aged, daily.place, daily.department, daily.company

),

summed as (

    select
        *,
        sum(deals) over (partition by day, horizon, aged, place) as stage_deals,
        sum(won) over (partition by day, horizon, aged, place) as stage_won,
        sum(deals) over (partition by day, horizon, aged) as time_deals,
        sum(won) over (partition by day, horizon, aged) as time_won,
        sum(deals) over (partition by day, horizon) as all_deals,
        sum(won) over (partition by day, horizon) as all_won
    from counted

),

of_all as (

    select
        *,
        cast({{ ratio('all_won', 'all_deals', 6) }} as decimal(12, 6)) as all_rate
    from summed

),

of_time as (

    select
        *,
        cast({{ ratio('time_won + ' ~ few ~ ' * all_rate', 'time_deals + ' ~ few, 6) }} as decimal(12, 6)) as time_rate
    from of_all

),

of_stage as (

    select
        *,
        cast({{ ratio('stage_won + ' ~ few ~ ' * time_rate', 'stage_deals + ' ~ few, 6) }} as decimal(12, 6)) as stage_rate
    from of_time

)

select
    day,
    horizon,
    aged,
    place,
    department,
    company,
    cast(deals as bigint) as deals,
    cast(won as bigint) as won,
    cast(all_rate as decimal(9, 4)) as all_rate,
    cast(time_rate as decimal(9, 4)) as time_rate,
    cast(stage_rate as decimal(9, 4)) as stage_rate,
    cast({{ ratio('won + ' ~ few ~ ' * stage_rate', 'deals + ' ~ few, 4) }} as decimal(9, 4)) as win_rate
from of_stage
