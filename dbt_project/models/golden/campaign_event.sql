{{ config(meta={'touched_by': ['record']}) }}
with events as (

    select * from {{ ref('int_campaign_event') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

campaigns as (

    select * from {{ ref('onefold', 'campaign') }}

)

select
    ---------- ids
    events.record_name,
    events.source,
    events.object,
    events.source_key,
    crosswalk.customer_id,
    events.party,
    events.campaign,
    {{ campaign_key('coalesce(campaigns.code, campaigns.name, events.campaign_name)') }} as campaign_key,

    ---------- text
    events.campaign_name,
    events.kind,
    events.channel,
    events.url,
    events.record_state,
    events.time_zone,

    ---------- booleans
    (events.party is not null and crosswalk.customer_id is null)
    or (events.campaign is not null and campaigns.record_name is null) as is_dangling,

    ---------- dates and timestamps
    events.at,
    events.created_at,
    events.updated_at
from events
left join crosswalk on events.party = crosswalk.record_name
left join campaigns on events.campaign = campaigns.record_name
