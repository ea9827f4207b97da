{# How often deals are won and how long it takes, by month of their end, source, owner and territory. #}
with journeys as (

    select
        *,
        {{ month_of("case when outcome = 'won' then won_at else lost_at end") }} as closed_month
    from {{ ref('onefold', 'sales_journey') }}
    where deal is not null and outcome in ('won', 'lost')

),

counted as (

    select
        closed_month as month,
        lead_source,
        owner,
        territory,
        count(case when outcome = 'won' then 1 end) as won,
        count(case when outcome = 'lost' then 1 end) as lost,
        sum(case when outcome = 'won' then amount_base end) as won_base,
        sum(case when outcome = 'lost' then amount_base end) as lost_base,
        count(case when outcome = 'won' then amount_base end) as won_amounts,
        count(case when outcome = 'won' then days_to_win end) as timed,
        sum(case when outcome = 'won' then days_to_win end) as days_to_win,
        {{ median("case when outcome = 'won' then days_to_win end") }} as median_days_to_win,
        {{ median("case when outcome = 'lost' then days_to_lose end") }} as median_days_to_lose
    from journeys
    group by closed_month, lead_source, owner, territory

)

select
    ---------- ids
    month,
    lead_source,
    owner,
    territory,

    ---------- numerics
    cast(won as bigint) as won,
    cast(lost as bigint) as lost,
    cast({{ ratio('won', 'won + lost', 4) }} as decimal(9, 4)) as win_rate,
    cast(coalesce(won_base, 0) as decimal(18, 2)) as won_base,
    cast(coalesce(lost_base, 0) as decimal(18, 2)) as lost_base,
    cast({{ ratio('won_base', 'nullif(won_amounts, 0)', 2) }} as decimal(18, 2)) as average_won_base,
    cast(timed as bigint) as timed,
    cast(days_to_win as decimal(18, 2)) as days_to_win,
    median_days_to_win,
    cast({{ ratio('days_to_win', 'nullif(timed, 0)', 2) }} as decimal(18, 2)) as mean_days_to_win,
    median_days_to_lose
from counted
