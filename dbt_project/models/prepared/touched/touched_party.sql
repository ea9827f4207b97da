{#
    Records of parties whose place in golden may differ: changed themselves or in what hangs on them, read anew by
    standardise, merged into or last known in a customer that changed. Their facts are touched with them.
#}
{{ config(meta={'touched_by': []}) }}
{%- if is_night() -%}
with recursive changed as (

    select * from {{ ref('onefold', 'touched_input') }}

),

parties as (

    select * from {{ ref('int_party') }}

),

identities as (

    select record_name, customer_id from {{ source('match', 'identity') }}

),

history as (

    select record_name, customer_id from {{ source('match', 'identity_history') }}

),

steps as (

    {{ merge_steps() }}

),

first_touched as (

    select name as record_name from changed
    where entity in ('party', 'contact_point', 'address', 'identity', 'identity_history')
    union
    select parent as record_name from changed where entity = 'consent'
    union
    select record_name from parties
    where
        name_id in (select name from changed where entity = 'standardised_name')
        or tax_id_id in (select name from changed where entity = 'standardised_tax_id')
        or birth_date in (select name from changed where entity = 'standardised_birth_date')
        or {{ blank_to_null('country') }} in (select name from changed where entity = 'standardised_country')
        or owner in (select name from changed where entity = 'owner')
    union
    select record_name from {{ ref('int_contact_point') }}
    where value_id in (select name from changed where entity = 'standardised_contact_point')
    union
    select record_name from {{ ref('int_address') }}
    where address_id in (select name from changed where entity = 'standardised_address')

),

with_merged as (

    select record_name from first_touched
    union
    select steps.record_name from steps
    where steps.reached in (select record_name from first_touched)

),

-- A deleted record belongs to its last customer that still lives.
customers as (

    select customer_id from {{ last_built('crosswalk') }} where record_name in (select record_name from with_merged)
    union
    select customer_id from identities where record_name in (select record_name from with_merged)

)

select record_name from with_merged where record_name is not null
union
select record_name from history where customer_id in (select customer_id from customers)
{%- else -%}
-- Read when there is a last build: {{ ref('onefold', 'touched_input') }} {{ ref('int_party') }} {{ ref('int_contact_point') }}
-- {{ ref('int_address') }} {{ source('match', 'identity') }} {{ source('match', 'identity_history') }}
select cast(null as varchar) as record_name where false
{%- endif %}
