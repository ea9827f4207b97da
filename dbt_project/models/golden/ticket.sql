{{ config(meta={'touched_by': ['record']}) }}
with tickets as (

    select * from {{ ref('int_ticket') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

orders as (

    select * from {{ ref('onefold', 'order') }}

)

select
    ---------- ids
    tickets.record_name,
    tickets.source,
    tickets.object,
    tickets.source_key,
    coalesce(crosswalk.customer_id, orders.customer_id) as customer_id,
    tickets.party,
    tickets."order",
    tickets.owner,

    ---------- text
    tickets.number,
    tickets.subject,
    tickets.status,
    tickets.state,
    tickets.kind,
    tickets.priority,
    tickets.channel,
    tickets.team,
    tickets.record_state,
    tickets.time_zone,

    ---------- numerics
    cast(tickets.reopened as bigint) as reopened,
    cast(tickets.first_reply_minutes as decimal(18, 4)) as first_reply_minutes,

    ---------- booleans
    (tickets.party is not null and crosswalk.customer_id is null)
    or (tickets."order" is not null and orders.record_name is null) as is_dangling,

    ---------- dates and timestamps
    tickets.opened_at,
    coalesce(tickets.first_reply_at, {{ minutes_after('tickets.opened_at', 'tickets.first_reply_minutes') }}) as first_reply_at,
    tickets.resolved_at,
    tickets.created_at,
    tickets.updated_at
from tickets
left join crosswalk on tickets.party = crosswalk.record_name
left join orders on tickets."order" = orders.record_name
