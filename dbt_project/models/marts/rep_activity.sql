{#
    What each owner did in each month, against their goals. Users of several systems who share a mailbox are one owner.
    A goal of a quarter is spread over its months in equal parts; response time is that of inbound messages that were
    answered. A month without anything and without a goal has no row.
#}
with people as (

    select * from {{ ref('onefold', 'owner_person') }}

),

teams as (

    select distinct
        owner,
        team
    from people

),

goal_months as (

    select
        owner,
        measure,
        amount,
        amount_base,
        starts_on,
        (extract(year from ends_on) - extract(year from starts_on)) * 12
        + extract(month from ends_on) - extract(month from starts_on) + 1 as months
    from {{ ref('onefold', 'target') }}
    where owner is not null and starts_on is not null and ends_on >= starts_on and measure in ('revenue', 'calls')

),

places as (

    {% for place in range(12) -%}
    select {{ place }} as place
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

events as (

    select owner, {{ month_of('created_at') }} as month, 'lead' as kind, cast(1 as decimal(18, 4)) as amount
    from {{ ref('onefold', 'lead') }}
    union all
    select owner, {{ month_of('"at"') }} as month, kind, 1 as amount
    from {{ ref('onefold', 'activity') }}
    union all
    select
        owner,
        {{ month_of('"at"') }} as month,
        'response' as kind,
        cast(({{ epoch('responded_at') }} - {{ epoch('"at"') }}) / 60.0 as decimal(18, 4)) as amount
    from {{ ref('onefold', 'activity') }}
    where responded_at >= "at"
    union all
    select owner, {{ month_of('created_at') }} as month, 'deal' as kind, 1 as amount
    from {{ ref('onefold', 'deal') }}
    union all
    select owner, {{ month_of('won_at') }} as month, 'won' as kind, coalesce(amount_base, 0) as amount
    from {{ ref('onefold', 'deal') }}
    where outcome = 'won'
    union all
    select owner, {{ month_of('lost_at') }} as month, 'lost' as kind, 1 as amount
    from {{ ref('onefold', 'deal') }}
    where outcome = 'lost'
    union all
    select
        goal_months.owner,
        {{ month_of("(goal_months.starts_on + places.place * interval '1 month')") }} as month,
        case goal_months.measure when 'revenue' then 'revenue_goal' else 'calls_goal' end as kind,
        cast(
            {{ ratio(
                "case goal_months.measure when 'revenue' then goal_months.amount_base else goal_months.amount end",
                'goal_months.months', 4
            ) }} as decimal(18, 4)
        ) as amount
    from goal_months
    inner join places on goal_months.months > places.place
    where goal_months.months <= 12

),

monthly as (

    select
        coalesce(people.owner, 'unknown') as owner,
        events.month,
        count(case when events.kind = 'lead' then 1 end) as leads,
        count(case when events.kind = 'call' then 1 end) as calls,
        count(case when events.kind in ('email', 'message') then 1 end) as emails,
        count(case when events.kind = 'meeting' then 1 end) as meetings,
        count(case when events.kind = 'task' then 1 end) as tasks,
        count(case when events.kind = 'response' then 1 end) as answered,
        percentile_cont(0.5) within group (
            order by case when events.kind = 'response' then events.amount end
        ) as median_response_minutes,
        count(case when events.kind = 'deal' then 1 end) as deals,
        count(case when events.kind = 'won' then 1 end) as won,
        count(case when events.kind = 'lost' then 1 end) as lost,
        sum(case when events.kind = 'won' then events.amount end) as won_base,
        sum(case when events.kind = 'revenue_goal' then events.amount end) as revenue_goal_base,
        sum(case when events.kind = 'calls_goal' then events.amount end) as calls_goal
    from events
    left join people on events.owner = people.record_name
    where events.month is not null
    group by coalesce(people.owner, 'unknown'), events.month

)

select
    ---------- ids
    monthly.owner,
    monthly.month,

    ---------- text
    teams.team,

    ---------- numerics
    monthly.leads,
    monthly.calls,
    monthly.emails,
    monthly.meetings,
    monthly.tasks,
    monthly.answered,
    cast(monthly.median_response_minutes as decimal(18, 2)) as median_response_minutes,
    monthly.deals,
    monthly.won,
    monthly.lost,
    cast(coalesce(monthly.won_base, 0) as decimal(18, 2)) as won_base,
    cast(round(monthly.revenue_goal_base, 2) as decimal(18, 2)) as revenue_goal_base,
    cast(
        {{ ratio('coalesce(monthly.won_base, 0)', 'nullif(monthly.revenue_goal_base, 0)', 4) }} as decimal(18, 4)
    ) as revenue_attained,
    cast(round(monthly.calls_goal, 2) as decimal(18, 2)) as calls_goal,
    cast({{ ratio('monthly.calls', 'nullif(monthly.calls_goal, 0)', 4) }} as decimal(18, 4)) as calls_attained
from monthly
left join teams on monthly.owner = teams.owner
