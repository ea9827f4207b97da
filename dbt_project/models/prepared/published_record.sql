{# Every record that golden has, and the customer it is of. #}
{{ config(meta={'touched_by': ['record']}) }}
{%- set with_customer = [
    'lead', 'deal', 'activity', 'order', 'order_line', 'invoice', 'payment', 'form_submission', 'shipment',
    'loyalty_balance', 'campaign_event', 'web_visit', 'ticket', 'survey_response'
] -%}
{%- set without_customer = ['owner', 'product', 'campaign', 'ad_spend_daily', 'territory', 'target'] -%}
with records as (

    select record_name, customer_id from {{ ref('onefold', 'crosswalk') }} where {{ touched('record') }}
    {% for entity in with_customer -%}
    union all
    select record_name, customer_id from {{ ref('onefold', entity) }} where {{ touched('record') }}
    {% endfor -%}
    {% for entity in without_customer -%}
    union all
    select record_name, cast(null as varchar) as customer_id from {{ ref('onefold', entity) }} where {{ touched('record') }}
    {% endfor %}
)

select
    record_name,
    max(customer_id) as customer_id
from records
group by record_name
