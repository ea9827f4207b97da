{{ config(meta={'touched_by': ['party']}) }}
with parties as (

    select * from {{ ref('int_party') }} where not is_deleted and {{ touched('party') }}

),

identities as (

    select * from {{ source('match', 'identity') }}

),

names as (

    select * from {{ source('standardised', 'name') }}

),

tax_ids as (

    select * from {{ source('standardised', 'tax_id') }}

),

birth_dates as (

    select * from {{ source('standardised', 'birth_date') }}

),

joined as (

    select
        ---------- ids
        parties.record_name,
        identities.customer_id,
        parties.source,

        ---------- names
        identities.kind,
        names.status as name_status,
        names.given as given_name,
        coalesce(names.patronymic, names.middle) as middle_name,
        names.family as family_name,
        names.suffix,
        names.company_name,
        -- On a person's record it is the employer's.
        case when identities.kind = 'organization' then names.legal_form end as legal_form,
        {{ blank_to_null('parties.organization_name') }} as employer_name,
        {{ blank_to_null(
            "coalesce(nullif(trim(parties.full_name), ''), concat_ws(' ', parties.given_name, parties.middle_name, "
            ~ "parties.family_name))"
        ) }} as received_name,

        ---------- other attributes
        birth_dates.value as birth_date,
        birth_dates.precision as birth_date_precision,
        coalesce({{ blank_to_null('names.gender') }}, {{ blank_to_null('parties.gender') }}) as gender,
        tax_ids.value as tax_id,
        coalesce(tax_ids.valid, false) as is_tax_id_valid,
        tax_ids.country as tax_id_country,
        {{ blank_to_null('parties.country') }} as received_country,
        {{ blank_to_null('parties.language') }} as language,
        {{ blank_to_null('parties.lifecycle') }} as lifecycle,
        {{ blank_to_null('parties.owner') }} as owner,
        {{ blank_to_null('parties.lead_source') }} as lead_source,

        ---------- numerics
        coalesce(parties.trust, 0) as trust,

        ---------- timestamps
        parties.created_at,
        coalesce(parties.updated_at, parties.created_at) as updated_at

    from parties
    inner join identities on parties.record_name = identities.record_name
    left join names on parties.name_id = names.name_id
    left join tax_ids on parties.tax_id_id = tax_ids.tax_id_id and tax_ids.status in ('ok', 'partial')
    left join birth_dates
        on
            parties.birth_date = birth_dates.raw
            and parties.source = birth_dates.source
            and parties.object = birth_dates.object
            and birth_dates.status in ('ok', 'partial')

),

named as (

    select
        *,
        case
            when kind = 'organization'
                then coalesce(
                    {{ organization_name('company_name', 'legal_form') }}, employer_name, received_name
                )
            else coalesce(
                {{ person_name('given_name', 'middle_name', 'family_name', 'suffix') }}, received_name
            )
        end as display_name
    from joined

)

select * from named
