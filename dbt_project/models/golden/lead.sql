{{ config(meta={'touched_by': ['record']}) }}
with leads as (

    select * from {{ ref('int_lead') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

),

stages as (

    select * from {{ ref('onefold', 'pipeline_stage') }} where kind = 'lead'

)

select
    ---------- ids
    leads.record_name,
    leads.source,
    leads.object,
    leads.source_key,
    coalesce(crosswalk.customer_id, deals.customer_id) as customer_id,
    leads.party,
    leads.owner,
    leads.deal,
    {{ campaign_key('leads.campaign') }} as campaign_key,

    ---------- text
    leads.status,
    stages.semantic,
    leads.lead_source,
    leads.campaign,
    leads.record_state,
    leads.time_zone,

    ---------- booleans
    (leads.party is not null and crosswalk.customer_id is null)
    or (leads.deal is not null and deals.record_name is null) as is_dangling,

    ---------- dates and timestamps
    cast(leads.converted_at as timestamp) as converted_at,
    leads.created_at,
    leads.updated_at
from leads
left join crosswalk on leads.party = crosswalk.record_name
left join deals on leads.deal = deals.record_name
left join stages on leads.source = stages.source and {{ stage_key('leads.status') }} = stages.stage
