-- written by `onefold source build` from sources/*.yml; edit that file
-- content 2b7d3049fd6057b5
with

stg_helpdesk__ratings as (
    select * from {{ ref('stg_helpdesk__ratings') }}
),

stg_helpdesk__nps as (
    select * from {{ ref('stg_helpdesk__nps') }}
),

helpdesk__ratings__rows as (
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
        cast(null as varchar) as party,
        ticket,
        cast(null as varchar) as "order",
        survey,
        kind,
        score,
        lowest,
        highest,
        comment,
        "at"
    from stg_helpdesk__ratings
),

helpdesk__nps__rows as (
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
        cast(null as varchar) as ticket,
        cast(null as varchar) as "order",
        survey,
        kind,
        score,
        lowest,
        highest,
        comment,
        "at"
    from stg_helpdesk__nps
),

united as (
    select * from helpdesk__ratings__rows
    union all
    select * from helpdesk__nps__rows
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
    ticket,
    "order",
    survey,
    kind,
    score,
    lowest,
    highest,
    comment,
    "at"
from united
