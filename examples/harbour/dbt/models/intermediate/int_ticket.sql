-- written by `onefold source build` from sources/*.yml; edit that file
-- content 369b7ed2dd227f8d
with

stg_helpdesk__tickets as (
    select * from {{ ref('stg_helpdesk__tickets') }}
),

helpdesk__tickets__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        party,
        number,
        subject,
        status,
        state,
        kind,
        priority,
        channel,
        team,
        owner,
        cast(null as varchar) as "order",
        opened_at,
        first_reply_at,
        cast(null as decimal(18, 4)) as first_reply_minutes,
        resolved_at,
        reopened
    from stg_helpdesk__tickets
),

united as (
    select * from helpdesk__tickets__rows
)

select
    record_name,
    source,
    object,
    source_key,
    trust,
    created_at,
    updated_at,
    is_deleted,
    record_state,
    time_zone,
    custom_fields,
    party,
    number,
    subject,
    status,
    state,
    kind,
    priority,
    channel,
    team,
    owner,
    "order",
    opened_at,
    first_reply_at,
    first_reply_minutes,
    resolved_at,
    reopened
from united
