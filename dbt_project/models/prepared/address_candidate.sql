{# One row per active record and address; an address that could not be read stays as received. #}
{{ config(meta={'touched_by': ['party']}) }}
with addresses as (

    select * from {{ ref('int_address') }} where not is_deleted and {{ touched('party') }}

),

members as (

    select * from {{ ref('onefold', 'customer_member') }}

),

standardised as (

    select * from {{ source('standardised', 'address') }} where status <> 'empty'

),

joined as (

    select
        ---------- ids
        members.customer_id,
        addresses.record_name,
        members.source,
        addresses.address_id,
        coalesce(standardised.key, addresses.address_id) as address_key,

        ---------- text
        addresses.label,
        coalesce(
            replace(nullif(trim(standardised.formatted), ''), chr(10), ', '),
            {{ blank_to_null('addresses.full_address') }},
            nullif(concat_ws(
                ', ',
                {{ blank_to_null('addresses.street') }},
                {{ blank_to_null('addresses.street_2') }},
                {{ blank_to_null('addresses.house_number') }},
                {{ blank_to_null('addresses.unit') }},
                {{ blank_to_null('addresses.postcode') }},
                {{ blank_to_null('addresses.city') }},
                {{ blank_to_null('addresses.state') }},
                {{ blank_to_null('addresses.country') }}
            ), '')
        ) as formatted,
        standardised.canonical as components,
        standardised.city,
        standardised.postcode,
        standardised.state,
        standardised.country_code,

        ---------- numerics
        members.trust,
        coalesce(addresses.position, 0) as position,
        case standardised.status when 'ok' then 2 when 'partial' then 1 else 0 end as verified,
        {{ filled([
            'standardised.road', 'standardised.house_number', 'standardised.unit', 'standardised.postcode',
            'standardised.city', 'standardised.state', 'standardised.country_code'
        ]) }} as completeness,

        ---------- timestamps
        members.updated_at
    from addresses
    inner join members on addresses.record_name = members.record_name
    inner join standardised on addresses.address_id = standardised.address_id

)

select * from joined
where formatted is not null
