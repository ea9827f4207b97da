{#
    What each owner did in each month, against their goals. Users of several systems who share a mailbox are one owner.
    Goals are spread over their months (target_month); response time is that of inbound messages that were
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

goals as (

    select * from {{ ref('onefold', 'target_month') }} where owner is not null and measure in ('revenue', 'calls')

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
        owner,
        month,
        case measure when 'revenue' then 'revenue_goal' else 'calls_goal' end as kind,
        case measure when 'revenue' then amount_base else amount end as amount
    from goals

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
