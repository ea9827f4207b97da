with leads as (

    select * from {{ ref('int_lead') }} where not is_deleted

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

)

select
    ---------- ids
    leads.record_name,
    leads.source,
    leads.object,
    leads.source_key,
    crosswalk.customer_id,
    leads.party,
    leads.owner,

    ---------- text
    leads.status,
    leads.lead_source,
    leads.campaign,

    ---------- booleans
    leads.party is not null and crosswalk.customer_id is null as is_dangling,

    ---------- dates and timestamps
    cast(leads.converted_at as timestamp) as converted_at,
    leads.created_at,
    leads.updated_at
from leads
left join crosswalk on leads.party = crosswalk.record_name
