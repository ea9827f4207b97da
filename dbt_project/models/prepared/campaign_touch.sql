{#
    When a customer met a campaign: a visit, a form, a link clicked in an e-mail, a lead or a deal that names it. Several
    meetings of one day with one campaign are one.
#}
{{ config(meta={'touched_by': ['buyer']}) }}
with touches as (

    select customer_id, campaign_key, "at", 'visit' as kind from {{ ref('onefold', 'web_visit') }}
    union all
    select customer_id, campaign_key, "at", 'form' as kind from {{ ref('onefold', 'form_submission') }}
    union all
    select customer_id, campaign_key, "at", 'click' as kind from {{ ref('onefold', 'campaign_event') }}
    where kind = 'clicked'
    union all
    select customer_id, campaign_key, created_at as "at", 'lead' as kind from {{ ref('onefold', 'lead') }}
    union all
    select customer_id, campaign_key, created_at as "at", 'deal' as kind from {{ ref('onefold', 'deal') }}

)

select
    customer_id,
    campaign_key,
    {{ utc_day('"at"') }} as touched_on,
    min("at") as touched_at
from touches
where customer_id is not null and campaign_key is not null and "at" is not null and {{ touched('buyer') }}
group by customer_id, campaign_key, {{ utc_day('"at"') }}
