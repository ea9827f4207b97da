{# One row per active record, channel and value, further numbers of the same field included. #}
{{ config(meta={'touched_by': ['party']}) }}
with contact_points as (

    select * from {{ ref('int_contact_point') }} where not is_deleted and {{ touched('party') }}

),

members as (

    select * from {{ ref('onefold', 'customer_member') }}

),

standardised as (

    select * from {{ source('standardised', 'contact_point') }} where status <> 'empty'

),

main_values as (

    select
        contact_points.record_name,
        contact_points.channel,
        coalesce(standardised.value, {{ blank_to_null('contact_points.value') }}) as value,
        contact_points.label,
        case
            when standardised.status not in ('ok', 'partial') then 'invalid'
            when standardised.validity is not null then standardised.validity
            when standardised.status = 'ok' then 'valid'
            else 'possible'
        end as validity,
        standardised.kind,
        standardised.country,
        coalesce(contact_points.is_primary, false) as is_marked_primary,
        coalesce(contact_points.position, 0) as position,
        case
            when standardised.status not in ('ok', 'partial') then 0
            when coalesce(standardised.validity, 'valid') = 'invalid' then 0
            when coalesce(standardised.validity, 'valid') <> 'valid' then 1
            when {{ list_has('standardised.flags', "'typo_domain'") }} then 1
            when {{ list_has('standardised.flags', "'disposable'") }} then 1
            when {{ list_has('standardised.flags', "'role'") }} then 2
            else 3
        end as verified
    from contact_points
    inner join standardised on contact_points.value_id = standardised.value_id

),

further_values as (

    select
        contact_points.record_name,
        contact_points.channel,
        {{ unnested('standardised.others') }} as value,
        contact_points.label,
        -- Standardise found it to be a number, but only the first of a field is checked in full.
        'possible' as validity,
        cast(null as varchar) as kind,
        standardised.country,
        false as is_marked_primary,
        coalesce(contact_points.position, 0) as position,
        1 as verified
    from contact_points
    inner join standardised on contact_points.value_id = standardised.value_id

),

all_values as (

    select * from main_values
    union all
    select * from further_values

)

select
    members.customer_id,
    members.source,
    members.trust,
    members.updated_at,
    all_values.*
from all_values
inner join members on all_values.record_name = members.record_name
where all_values.value is not null
