{# A goal in money is converted at the day its period begins; a goal that is a number has no currency. #}
with targets as (

    select * from {{ ref('int_target') }} where not is_deleted

),

owners as (

    select * from {{ ref('onefold', 'owner') }}

),

owners_by_mailbox as (

    select
        owner_key,
        record_name
    from {{ ref('onefold', 'owner_person') }}
    where record_name = owner

),

territories as (

    select
        name,
        min(record_name) as record_name
    from {{ ref('onefold', 'territory') }}
    group by name

),

known_territories as (

    select * from {{ ref('onefold', 'territory') }}

),

products as (

    select * from {{ ref('onefold', 'product') }}

),

dated as (

    select
        targets.record_name,
        targets.source,
        targets.object,
        targets.source_key,
        targets.owner,
        targets.owner_email,
        targets.territory,
        targets.territory_name,
        targets.product,
        targets.measure,
        targets.team,
        targets.department,
        targets.company,
        case when targets.measure in ('revenue', 'margin') then targets.currency end as currency,
        targets.record_state,
        targets.time_zone,
        targets.amount,
        targets.starts_on,
        targets.ends_on,
        targets.starts_on as day,
        targets.created_at,
        targets.updated_at
    from targets

),

rated as (

    {{ with_rates('dated') }}

)

select
    ---------- ids
    rated.record_name,
    rated.source,
    rated.object,
    rated.source_key,
    coalesce(rated.owner, owners_by_mailbox.record_name) as owner,
    coalesce(rated.territory, territories.record_name) as territory,
    rated.product,

    ---------- text
    rated.measure,
    rated.owner_email,
    rated.team,
    coalesce(rated.territory_name, known_territories.name) as territory_name,
    rated.department,
    rated.company,
    {{ currency_code('rated.currency') }} as currency,
    rated.record_state,
    rated.time_zone,

    ---------- numerics
    cast(rated.amount as decimal(18, 4)) as amount,
    {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
    rated.rate,

    ---------- booleans
    (rated.owner is not null and owners.record_name is null)
    or (rated.owner is null and rated.owner_email is not null and owners_by_mailbox.record_name is null)
    or (rated.territory is not null and known_territories.record_name is null)
    or (rated.product is not null and products.record_name is null) as is_dangling,

    ---------- dates and timestamps
    rated.starts_on,
    rated.ends_on,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
left join owners on rated.owner = owners.record_name
left join owners_by_mailbox on lower(trim(rated.owner_email)) = owners_by_mailbox.owner_key
left join territories on rated.territory_name = territories.name
left join known_territories on rated.territory = known_territories.record_name
left join products on rated.product = products.record_name
