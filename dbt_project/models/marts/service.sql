{#
    Requests for help by month, team, channel and owner. Opened and answered count in the month a ticket was opened,
    resolved and its time in the month it was resolved; the backlog is what was open when the month ended, carried over
    from the group's last month with a ticket.
#}
with tickets as (

    select
        record_name,
        coalesce(team, 'unknown') as team,
        coalesce(channel, 'unknown') as channel,
        coalesce(owner, 'unknown') as owner,
        coalesce(opened_at, created_at) as opened_at,
        first_reply_at,
        first_reply_minutes,
        resolved_at,
        coalesce(reopened, 0) as reopened
    from {{ ref('onefold', 'ticket') }}

),

timed as (

    select
        *,
        case
            when first_reply_minutes >= 0 then first_reply_minutes
            when first_reply_at >= opened_at
                then cast(({{ epoch('first_reply_at') }} - {{ epoch('opened_at') }}) / 60.0 as decimal(18, 4))
        end as reply_minutes,
        case
            when resolved_at >= opened_at
                then cast(({{ epoch('resolved_at') }} - {{ epoch('opened_at') }}) / 60.0 as decimal(18, 4))
        end as resolution_minutes
    from tickets

),

answers as (

    select
        ticket,
        score_share,
        "at"
    from {{ ref('onefold', 'survey_response') }}
    where ticket is not null and score_share between 0 and 1

),

events as (

    select
        {{ month_of('opened_at') }} as month,
        team,
        channel,
        owner,
        1 as opened,
        0 as resolved,
        reopened,
        reply_minutes,
        cast(null as decimal(18, 4)) as resolution_minutes,
        cast(null as decimal(9, 4)) as score_share
    from timed
    where opened_at is not null
    union all
    select
        {{ month_of('resolved_at') }} as month,
        team,
        channel,
        owner,
        0 as opened,
        1 as resolved,
        0 as reopened,
        null as reply_minutes,
        resolution_minutes,
        null as score_share
    from timed
    where opened_at is not null and resolved_at is not null
    union all
    select
        {{ month_of('answers."at"') }} as month,
        timed.team,
        timed.channel,
        timed.owner,
        0 as opened,
        0 as resolved,
        0 as reopened,
        null as reply_minutes,
        null as resolution_minutes,
        answers.score_share
    from answers
    inner join timed on answers.ticket = timed.record_name
    where answers."at" is not null

),

monthly as (

    select
        month,
        team,
        channel,
        owner,
        sum(opened) as opened,
        count(reply_minutes) as replied,
        sum(resolved) as resolved,
        sum(reopened) as reopened,
        count(score_share) as answers,
        percentile_cont(0.5) within group (order by reply_minutes) as median_first_reply_minutes,
        percentile_cont(0.9) within group (order by reply_minutes) as slow_first_reply_minutes,
        percentile_cont(0.5) within group (order by resolution_minutes) as median_resolution_minutes,
        sum(score_share) as score_sum
    from events
    group by month, team, channel, owner

)

select
    ---------- ids
    month,
    team,
    channel,
    owner,

    ---------- numerics
    cast(opened as bigint) as opened,
    cast(replied as bigint) as replied,
    cast(resolved as bigint) as resolved,
    cast(reopened as bigint) as reopened,
    cast(
        sum(opened - resolved) over (partition by team, channel, owner order by month rows unbounded preceding) as bigint
    ) as backlog,
    cast(answers as bigint) as answers,
    cast(median_first_reply_minutes as decimal(18, 2)) as median_first_reply_minutes,
    cast(slow_first_reply_minutes as decimal(18, 2)) as slow_first_reply_minutes,
    cast(median_resolution_minutes as decimal(18, 2)) as median_resolution_minutes,
    cast({{ ratio('score_sum', 'nullif(answers, 0)', 4) }} as decimal(9, 4)) as satisfaction
from monthly
