{{ config(meta={'touched_by': ['customer']}) }}
{%- set attributes = [
    'display_name', 'given_name', 'middle_name', 'family_name', 'organization_name', 'legal_form', 'birth_date',
    'gender', 'tax_id', 'country', 'language', 'email', 'phone', 'address', 'lifecycle', 'owner', 'lead_source'
] -%}
with members as (

    select * from {{ ref('onefold', 'customer_member') }} where {{ touched('customer') }}

),

-- Read twice, few columns each time: not worth keeping.
attributes as not materialized (

    select * from {{ ref('onefold', 'attribute') }} where {{ touched('customer') }}

),

addresses as (

    select * from {{ ref('onefold', 'address') }} where is_primary and {{ touched('customer') }}

),

counted as (

    select
        customer_id,
        min(kind) as kind,
        count(*) as record_count,
        count(distinct source) as source_count,
        min(created_at) as first_seen_at,
        max(updated_at) as last_seen_at
    from members
    group by customer_id

),

winners as (

    select
        {% for attribute in attributes -%}
        max(case when attribute = '{{ attribute }}' then value end) as {{ attribute }},
        {% endfor -%}
        customer_id
    from attributes
    where is_winner
    group by customer_id

),

-- A spelling in Latin letters that a source really has is better than one we transliterate.
latin_names as (

    select
        customer_id,
        value,
        row_number() over (partition by customer_id order by rank) as place
    from attributes
    where attribute = 'display_name' and not {{ has_cyrillic('value') }}

)

select
    ---------- ids
    counted.customer_id,
    winners.owner,

    ---------- names
    counted.kind,
    winners.display_name,
    coalesce(latin_names.value, {{ latin('winners.display_name') }}) as display_name_latin,
    winners.given_name,
    winners.middle_name,
    winners.family_name,
    winners.organization_name,
    winners.legal_form,

    ---------- text
    winners.gender,
    winners.tax_id,
    winners.country,
    winners.language,
    winners.email,
    winners.phone,
    winners.address,
    {{ latin('winners.address') }} as address_latin,
    addresses.city,
    addresses.city_latin,
    addresses.postcode,
    addresses.state,
    winners.lifecycle,
    winners.lead_source,

    ---------- numerics
    counted.record_count,
    counted.source_count,

    ---------- dates and timestamps
    {{ to_date('winners.birth_date') }} as birth_date,
    counted.first_seen_at,
    counted.last_seen_at
from counted
left join winners on counted.customer_id = winners.customer_id
left join addresses on counted.customer_id = addresses.customer_id
left join latin_names on counted.customer_id = latin_names.customer_id and latin_names.place = 1
