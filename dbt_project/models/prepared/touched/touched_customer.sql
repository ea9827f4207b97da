{# Customers whose golden record may differ: those that touched parties belonged to, belong to now, or may yet. #}
{{ config(meta={'touched_by': []}) }}
with touched as (

    select record_name from {{ ref('onefold', 'touched_party') }}

),

identities as (

    select record_name, customer_id from {{ source('match', 'identity') }}

),

customers as (

    select customer_id from identities where record_name in (select touched.record_name from touched)
    union
    select customer_id from {{ source('match', 'identity_history') }}
    where record_name in (select touched.record_name from touched)
    union
    select identities.customer_id
    from {{ ref('onefold', 'merged_record') }} as merged_records
    inner join identities on merged_records.master = identities.record_name
    where merged_records.record_name in (select touched.record_name from touched)
    union
    select name as customer_id from {{ ref('onefold', 'touched_input') }} where entity = 'correction'
    {%- if is_night() %}
    union
    select customer_id from {{ last_built('crosswalk') }} where record_name in (select touched.record_name from touched)
    {%- endif %}

)

select customer_id from customers where customer_id is not null
