{{ config(meta={'touched_by': ['record']}) }}
with submissions as (

    select * from {{ ref('int_form_submission') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

)

select
    ---------- ids
    submissions.record_name,
    submissions.source,
    submissions.object,
    submissions.source_key,
    crosswalk.customer_id,
    submissions.party,
    {{ campaign_key('submissions.utm_campaign') }} as campaign_key,

    ---------- text
    submissions.form,
    submissions.message,
    submissions.page_url,
    submissions.utm_source,
    submissions.utm_medium,
    submissions.utm_campaign,
    submissions.utm_content,
    submissions.utm_term,
    submissions.visitor,
    submissions.record_state,
    submissions.time_zone,

    ---------- booleans
    submissions.party is not null and crosswalk.customer_id is null as is_dangling,

    ---------- dates and timestamps
    submissions.at,
    submissions.created_at,
    submissions.updated_at
from submissions
left join crosswalk on submissions.party = crosswalk.record_name
