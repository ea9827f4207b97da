{#
    Every value that could become a customer's attribute, with the numbers that survivorship compares (higher wins).
    verified: how sure the value itself is. progress: how far along a lifecycle. primary: the source's own main one.
    A view, since writing the rows costs more than finding them three times; after a night it shows what that night touched.
    Each part reads a few columns: kept in memory whole, members would cost more than they save.
#}
{{ config(materialized='view', meta={'touched_by': ['customer']}) }}
with members as not materialized (

    select * from {{ ref('onefold', 'customer_member') }} where {{ touched('customer') }}

),

owners as (

    select * from {{ ref('int_owner') }} where not is_deleted and coalesce(is_active, true)

),

countries as (

    select * from {{ source('standardised', 'country') }}

),

contacts as not materialized (

    select * from {{ ref('onefold', 'contact_candidate') }} where {{ touched('customer') }}

),

addresses as not materialized (

    select * from {{ ref('onefold', 'address_candidate') }} where {{ touched('customer') }}

),

facts as not materialized (

    select
        members.*,
        owners.record_name is not null as is_owner_active,
        {{ stated_country('members.received_country', 'countries') }} as stated_country,
        case
            when members.kind = 'organization'
                then case when members.name_status = 'ok' and members.company_name is not null then 1 else 0 end
            when length(replace(members.given_name, '.', '')) > 1 and length(members.family_name) > 1 then 1
            else 0
        end as is_name_whole,
        {{ filled(['members.given_name', 'members.middle_name', 'members.family_name', 'members.legal_form']) }}
            as name_parts,
        case members.lifecycle
            when 'customer' then 4 when 'supplier' then 3 when 'prospect' then 2 when 'lead' then 1 else 0
        end as progress
    from members
    left join owners on members.owner = owners.record_name
    left join countries on members.received_country = countries.raw

),

candidates as (

    {{ attribute_candidates(
        'display_name', 'display_name', 'facts', {'verified': 'is_name_whole', 'completeness': 'name_parts'}
    ) }}
    union all
    {{ attribute_candidates(
        'organization_name', "case when kind = 'organization' then company_name else employer_name end", 'facts',
        {'verified': 'is_name_whole', 'completeness': 'name_parts'}
    ) }}
    union all
    {{ attribute_candidates(
        'birth_date', 'birth_date', 'facts', {'verified': "case when birth_date_precision = 'day' then 1 else 0 end"},
        "kind <> 'organization'"
    ) }}
    union all
    {{ attribute_candidates('gender', 'gender', 'facts', {}, "kind <> 'organization'") }}
    union all
    {{ attribute_candidates('tax_id', 'tax_id', 'facts', {'verified': 'case when is_tax_id_valid then 1 else 0 end'}) }}
    union all
    {{ attribute_candidates('country', 'stated_country', 'facts', {'verified': '3'}) }}
    union all
    {{ attribute_candidates('country', 'country_code', 'addresses', {'verified': '2'}) }}
    union all
    {{ attribute_candidates('country', 'tax_id_country', 'facts', {'verified': '1'}) }}
    union all
    {{ attribute_candidates('country', 'country', 'contacts', {}, "channel = 'phone'") }}
    union all
    {{ attribute_candidates('language', 'language', 'facts') }}
    union all
    {{ attribute_candidates(
        'email', 'value', 'contacts',
        {'verified': 'verified', 'is_primary': 'case when is_marked_primary then 1000 else 0 end - position'},
        "channel = 'email'"
    ) }}
    union all
    {{ attribute_candidates(
        'phone', 'value', 'contacts',
        {'verified': 'verified', 'is_primary': 'case when is_marked_primary then 1000 else 0 end - position'},
        "channel = 'phone'"
    ) }}
    union all
    {{ attribute_candidates(
        'address', 'formatted', 'addresses',
        {'verified': 'verified', 'is_primary': '-position', 'completeness': 'completeness'}
    ) }}
    union all
    {{ attribute_candidates('lifecycle', 'lifecycle', 'facts', {'progress': 'progress'}) }}
    union all
    {{ attribute_candidates('owner', 'owner', 'facts', {'verified': 'case when is_owner_active then 1 else 0 end'}) }}
    union all
    {{ attribute_candidates('lead_source', 'lead_source', 'facts', {'created_at': 'created_at'}) }}

)

select * from candidates
