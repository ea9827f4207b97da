-- written by `onefold source build` from sources/*.yml; edit that file
-- content 1ec2f47422b4e6f2
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as measure,
    cast(null as date) as starts_on,
    cast(null as date) as ends_on,
    cast(null as decimal(18, 4)) as amount,
    cast(null as varchar) as currency,
    cast(null as varchar) as owner,
    cast(null as varchar) as owner_email,
    cast(null as varchar) as team,
    cast(null as varchar) as territory,
    cast(null as varchar) as territory_name,
    cast(null as varchar) as product,
    cast(null as varchar) as department,
    cast(null as varchar) as company
where false
