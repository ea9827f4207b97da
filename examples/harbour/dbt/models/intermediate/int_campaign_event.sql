-- written by `onefold source build` from sources/*.yml; edit that file
-- content 5177dce0c6d64bef
with

stg_mailing__campaign_events as (
    select * from {{ ref('stg_mailing__campaign_events') }}
),

mailing__campaign_events__rows as (
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
        campaign,
        cast(null as varchar) as campaign_name,
        kind,
        channel,
        "at",
        url
    from stg_mailing__campaign_events
),

united as (
    select * from mailing__campaign_events__rows
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
    campaign,
    campaign_name,
    kind,
    channel,
    "at",
    url
from united
